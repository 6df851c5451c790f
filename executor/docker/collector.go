package docker

// collector keeps the first bytes of a stream up to a limit. It does not
// trust the runner to keep to it.
type collector struct {
	limit int64
	kept  []byte
	seen  int64
}

func (c *collector) add(b []byte) {
	c.seen += int64(len(b))
	room := c.limit - int64(len(c.kept))
	c.kept = append(c.kept, b[:min(room, int64(len(b)))]...)
}
