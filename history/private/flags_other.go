//go:build !unix

package private

// openFlags: there is nothing to add, Open looks for links itself.
const openFlags = 0
