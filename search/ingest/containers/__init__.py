"""Files that hold others: each gives its members, which are read as if they lay in a folder.

Nothing is written to disk, so a member's name can do no harm.
"""
