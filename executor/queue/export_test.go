package queue

import "time"

// SetClock has the client tell the time by another clock.
func (c *Client) SetClock(now func() time.Time) { c.now = now }
