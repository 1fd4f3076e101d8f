package backup

import "time"

// Format is the version of the file's layout that this program writes, and the newest it reads.
const Format = 1

// Product stands in every manifest.
const Product = "ohmstead"

// Manifest says what is in a backup.
type Manifest struct {
	Product string `json:"product"`
	Format  int    `json:"format"`
	// Schema is the newest migration of the database, Software the program that wrote the file.
	Schema   int64     `json:"schema"`
	Software string    `json:"software"`
	TakenAt  time.Time `json:"taken_at"`
	Tables   []Table   `json:"tables"`
	Files    []File    `json:"files"`
	// Sequences are the last numbers that were given out, by the name of the sequence.
	Sequences map[string]int64 `json:"sequences"`
}

// Table is the rows of a table.
type Table struct {
	Name       string      `json:"name"`
	Columns    []string    `json:"columns"`
	Order      []string    `json:"order,omitempty"` // columns of the primary key, by which the rows are sorted
	Partitions []Partition `json:"partitions,omitempty"`
	Rows       int64       `json:"rows"`
	SHA256     string      `json:"sha256"`
}

// Partition is a part of a table: its name and the UTC day it holds.
type Partition struct {
	Name string `json:"name"`
	Day  string `json:"day"`
}

// File is what lies beside the database.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Rows are the rows of all tables.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}
