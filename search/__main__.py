"""`python -m search` is `timtin`."""

from search.cli import main

if __name__ == "__main__":
    main()
