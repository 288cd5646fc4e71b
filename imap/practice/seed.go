package practice

import "imapsh/imap/practice/store"

// DefaultSeed fills a store with the users alice, bob and admin and their mail.
func DefaultSeed(s *store.Store) {
	s.AddUser("alice", store.UserOptions{Password: "alicepw"})
	s.AddUser("bob", store.UserOptions{Password: "bobpw"})
	s.AddUser("admin", store.UserOptions{Password: "adminpw", Admin: true})
}
