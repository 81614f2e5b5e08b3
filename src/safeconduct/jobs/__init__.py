"""
Work for later is done, once, even when a process dies half-way.

A job is a row that is written in the same transaction as what caused it. Its arguments are uids, codes and numbers only, so
that nothing of a person stays in the queue. A runner takes jobs with a lease, keeps a heartbeat, tries again with growing
pauses, and shows counts of progress; a schedule enqueues what comes again and again.
"""
