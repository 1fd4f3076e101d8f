// Package lextest holds answers of package lex to conditions of optimality that do not depend on
// how they were found. It draws random programs, solves them, and checks the evidence against the
// program's own rows. For tests.
package lextest
