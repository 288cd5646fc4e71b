package practice

// A Fault is a way to misbehave.
type Fault struct {
	Name    string
	Summary string
	install func(*session) bool
}
