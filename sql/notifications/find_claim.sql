-- purpose:  The notices of a message that a run has taken for sending.
-- grain:    one row per notice of the message
-- inputs:   notifications
-- params:   :message_id varchar, :claimed_by varchar
-- outputs:  notice_id varchar
select n.notice_id
from notifications n
where n.message_id = :message_id
  and n.claimed_by = :claimed_by
  and n.state = 'sending'
order by n.notice_id
