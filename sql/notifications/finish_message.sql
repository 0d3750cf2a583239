-- purpose:  Writes down how the sending of a message ended.
-- grain:    one row per notice of the message
-- inputs:   notifications
-- params:   :message_id varchar, :claimed_by varchar, :state varchar, :sent_at timestamp, :slack_channel varchar,
--           :slack_ts varchar, :error varchar
-- outputs:  the rows changed in notifications
update notifications
set
  state = :state, sent_at = cast(:sent_at as timestamp), slack_channel = cast(:slack_channel as varchar),
  slack_ts = cast(:slack_ts as varchar), error = cast(:error as varchar)
where message_id = :message_id
  and claimed_by = :claimed_by
  and state = 'sending'
