"""Real OpenSearch nodes on loopback, without Docker: `python -m tests.cluster up --nodes 3`."""
