package export

import (
	"encoding/csv"
	"io"

	"github.com/parquet-go/parquet-go"
)

// format is a kind of file.
type format struct{ media, name string }

// Formats of files. Sources: RFC 4180 and RFC 7111 for comma-separated values; the media type that
// IANA keeps for Apache Parquet.
var (
	commas  = format{media: "text/csv; charset=utf-8; header=present", name: "series.csv"}
	columns = format{media: "application/vnd.apache.parquet", name: "series.parquet"}
)

// table takes rows and is a file once it is closed.
type table[R row] interface {
	write(rows []R) error
	close() error
}

// newTable begins a file of a format.
func newTable[R row](f format, to io.Writer) table[R] {
	if f == columns {
		return &parquetTable[R]{out: parquet.NewGenericWriter[R](to, parquet.Compression(&parquet.Snappy), parquet.CreatedBy("Ohmstead", "", ""))}
	}
	return &csvTable[R]{out: csv.NewWriter(to)}
}

// csvTable writes the names before the first rows; a table without rows has them too.
type csvTable[R row] struct {
	out   *csv.Writer
	begun bool
}

func (t *csvTable[R]) begin() error {
	if t.begun {
		return nil
	}
	t.begun = true
	var r R
	return t.out.Write(r.head())
}

func (t *csvTable[R]) write(rows []R) error {
	if err := t.begin(); err != nil {
		return err
	}
	for _, r := range rows {
		if err := t.out.Write(r.record()); err != nil {
			return err
		}
	}
	t.out.Flush()
	return t.out.Error()
}

func (t *csvTable[R]) close() error {
	if err := t.begin(); err != nil {
		return err
	}
	t.out.Flush()
	return t.out.Error()
}

// Rows of a group: a reader skips groups by their extremes, and a group is what has to fit in memory.
const groupRows = 50_000

// parquetTable closes a group once it has at least groupRows.
type parquetTable[R row] struct {
	out   *parquet.GenericWriter[R]
	group int
}

func (t *parquetTable[R]) write(rows []R) error {
	written, err := t.out.Write(rows)
	if t.group += written; err != nil || t.group < groupRows {
		return err
	}
	t.group = 0
	return t.out.Flush()
}

func (t *parquetTable[R]) close() error { return t.out.Close() }
