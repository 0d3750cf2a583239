-- purpose:  Sessions whose recorded event gave way to another copy that says something else.
-- grain:    one row per session without an exchange (session_id)
-- inputs:   sessions, exchanges
-- outputs:  rows deleted from sessions
delete from sessions where session_id not in (select e.session_id from exchanges e)
