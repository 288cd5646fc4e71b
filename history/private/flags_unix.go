//go:build unix

package private

import "syscall"

// openFlags keep an open from following a link or waiting for a FIFO's reader.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
