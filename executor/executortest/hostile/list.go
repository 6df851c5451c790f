package hostile

// List is what the cases cover.
type List struct {
	Families []Family `json:"families"`
	// Rows are what must be tried, by number.
	Rows map[int]string `json:"rows"`
}

// Family is a folder of cases.
type Family struct {
	Name  string `json:"name"`
	About string `json:"about"` // what its programs try
}
