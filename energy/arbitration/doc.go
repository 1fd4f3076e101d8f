// Package arbitration turns what controllers ask of a site's assets into set-points, and says who
// was cut, by whom and why. It is pure: the same problem gives the same bytes.
//
// Classes bind in order and never move what an earlier one holds: the asset's physics, SAFETY,
// MANUAL_OVERRIDE, GRID, OPTIMIZATION, AUX. Within a class active power comes before reactive
// power. What does not fit is met as nearly as possible, never answered by a blanket zero. For an
// asset without reactive power the answer is that of envelope.Fold, steps included.
//
//	arbiter, err := arbitration.New(arbitration.Config{Assets: []arbitration.Asset{
//		{ID: "ess0", Rating: envelope.Between(-5000, 5000), Apparent: 6000},
//	}})
//	problem := arbiter.Problem() // one Filed per asset, the arbiter's own
//	problem.Since = since
//	problem.Assets[0].Requests = filing.Of(0)
//	problem.Assets[0].Last = last
//	answer := arbiter.Solve(problem)
//	answer.Power[0]    // the set-point of ess0
//	answer.Reactive[0] // beside it
//	answer.Cuts        // who was not granted in full
//
// An asset's output may be ramped, smoothed or closed into a loop (Output); bounds always beat
// that. Nothing is allocated after New as long as the requests of a problem fit the room it has
// seen before.
package arbitration
