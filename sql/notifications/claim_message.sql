-- purpose:  Takes a message for sending, unless it was sent or another run is at it.
-- grain:    one row per notice of the message
-- inputs:   notifications
-- params:   :message_id varchar, :claimed_by varchar, :claimed_at timestamp, :stale_before timestamp  (claims made before
--           then are of runs that died)
-- outputs:  the rows changed in notifications
update notifications
set
  -- Whoever died while sending leaves open whether it arrived.
  state = 'sending', attempts = coalesce(attempts, 0) + 1, claimed_by = :claimed_by, claimed_at = :claimed_at
where message_id = :message_id
  and state <> 'sent'
  and (state <> 'sending' or claimed_at < :stale_before)
