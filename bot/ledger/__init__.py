"""What the programme keeps, and the transactions over it: members, points, receipts, vouchers, conversations.

Functions here take a SQLAlchemy session that `Database.transaction()` opened; they never commit. Whatever a
turn, a job or a member of staff does happens in one such transaction or not at all. The clock is always an
argument.

Locks are taken in one order, so that two transactions wait for each other but never in a circle:
conversation, then member, then the purchase day of a receipt, then reward, then voucher. (On SQLite the whole
transaction is one lock.)
"""
