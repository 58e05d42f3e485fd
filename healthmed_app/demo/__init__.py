"""Demo data: a believable country of doctors and patients, the same for the same seed and day.

Made only by `healthmed demo` and by the first `make run`, never in production. It writes rows in bulk, past the
services, so everything here keeps the rules that the services keep; `healthmed check` says whether it did.
"""
