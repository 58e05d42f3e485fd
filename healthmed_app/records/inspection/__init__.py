"""Looking into files that strangers made, in a process of its own with limits on what it may use.

`sandbox.py` starts it, `__main__.py` is what runs there. Everything else here runs inside.
"""
