// Package lex solves small lexicographic programs: variables in boxes, sums of them, and levels of
// rows that want a variable or a sum below or above a bound. Each level in turn is missed by as
// little as possible, summed over its rows, while all earlier levels stay missed by no more than
// they are. Of the points that are left then, the one nearest to what the variables want is the
// answer. It is unique and depends continuously on bounds and wants.
//
//	s := lex.New(lex.Size{Variables: 2, Vectors: 1, Rows: 4, Pivots: 100})
//	s.Begin()
//	a := s.Variable(lex.Variable{Lo: -1, Hi: 1, Want: 0.8, Weight: 1})
//	b := s.Variable(lex.Variable{Lo: -1, Hi: 1, Want: 0.6, Weight: 1})
//	sum := s.Vector([]lex.Term{{On: a, Factor: 1}, {On: b, Factor: 1}})
//	s.Bind([]lex.Row{{On: sum, Side: lex.Below, Bound: 1, Tag: 7}})
//	s.X() // 0.6, 0.4
//
// One method does all of it: the dual active-set method of Goldfarb and Idnani (Mathematical
// Programming 27, 1983) for the nearest point, with variables in boxes held apart from the working
// rows, and with multipliers of a level's rows bounded by a number ρ that is larger than any other.
// A multiplier is kept as the pair big·ρ + small, so no large number is ever put in. When a level
// is done the big parts are a dual solution of its linear program, and complementary slackness says
// which rows hold from there on, and on which side; nothing is loosened by a tolerance.
//
// Numbers are expected in the order of 1; rows closer than 1e-11 count as met. Nothing is allocated
// after New, and the order of all operations is fixed, products are rounded before they are added:
// the same input gives the same bits on every processor.
package lex
