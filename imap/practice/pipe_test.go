package practice

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

func TestPipeBuffers(t *testing.T) {
	t.Parallel()
	a, b := pipe()
	// Both write before they read, which would block on a net.Pipe.
	for _, c := range []net.Conn{a, b} {
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []net.Conn{a, b} {
		got := make([]byte, 5)
		if _, err := io.ReadFull(c, got); err != nil || string(got) != "hello" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

func TestPipeCarriesMoreThanItsBuffer(t *testing.T) {
	t.Parallel()
	a, b := pipe()
	want := bytes.Repeat([]byte("0123456789abcdef"), pipeBuffer/4)
	go func() {
		a.Write(want)
		a.Close()
	}()
	got, err := io.ReadAll(b)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes, %v; want %d", len(got), err, len(want))
	}
}

func TestPipeEnds(t *testing.T) {
	t.Parallel()
	a, b := pipe()
	a.Write([]byte("last words"))
	a.Close()
	if got, err := io.ReadAll(b); err != nil || string(got) != "last words" {
		t.Errorf("what was written before Close: got %q, %v", got, err)
	}
	if _, err := b.Write([]byte("x")); err == nil {
		t.Error("writing to a closed end succeeds")
	}
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("reading from an end that was closed: %v", err)
	}
}

func TestPipeDeadlines(t *testing.T) {
	t.Parallel()
	a, b := pipe()
	past := time.Now().Add(-time.Second)
	a.SetReadDeadline(past)
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read after a deadline: %v", err)
	}
	a.SetDeadline(time.Time{})
	b.Write([]byte("x"))
	if _, err := a.Read(make([]byte, 1)); err != nil {
		t.Errorf("read after the deadline was taken back: %v", err)
	}
	a.SetWriteDeadline(past)
	if _, err := a.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write after a deadline: %v", err)
	}
	// A deadline that passes while a read waits ends it.
	ended := make(chan error)
	go func() {
		_, err := b.Read(make([]byte, 1))
		ended <- err
	}()
	b.SetReadDeadline(time.Now().Add(time.Millisecond))
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read that a deadline ends: %v", err)
	}
}
