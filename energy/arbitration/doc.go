// Package arbitration turns what controllers ask of a site's assets into set-points, and says who
// was cut, by whom and why. It is pure: the same problems give the same bytes.
//
// Classes bind in order and never move what an earlier one holds: the asset's physics, SAFETY,
// MANUAL_OVERRIDE, GRID, OPTIMIZATION, AUX; then the targets, in the same order. Within a class
// active power comes before reactive power. What does not fit is missed by as few watts as can be,
// summed over the class, and never answered by a blanket zero. An asset that nothing ties to others
// is folded alone, and without reactive power the answer is that of envelope.Fold, steps included.
//
// Requests on a cluster bind the sum of its assets, or what of it runs over one phase. Where they
// bind, its assets are solved together (package lex). What a class and its targets leave open is
// decided by what the assets want, each pulled from its target or its rest by as much as it gives
// way readily: in proportion to what it can do and, for batteries, to the room they have and to what
// they lose. All powers are whole watts. Sums of clusters that nest are exact; where overlapping
// clusters or single phases leave no whole watts for all, the latest class misses its sum by the
// least that can be found, and the cut says so (WHOLE_WATTS).
//
//	arbiter, err := arbitration.New(arbitration.Config{
//		Assets: []arbitration.Asset{
//			{ID: "ess0", Rating: envelope.Between(-5000, 5000), Apparent: 6000},
//			{ID: "ess1", Rating: envelope.Between(-5000, 5000)},
//		},
//		Clusters: []arbitration.Cluster{{ID: "storage", Assets: []int{0, 1}}},
//	})
//	problem := arbiter.Problem() // the arbiter's own: one Filed per asset, one FiledCluster per cluster
//	problem.Since = since
//	problem.Assets[0].Requests = filing.Of(0)
//	problem.Assets[0].Last = last
//	problem.Clusters[0].Requests = filing.OfCluster(0)
//	answer := arbiter.Solve(problem)
//	answer.Power[0]    // the set-point of ess0
//	answer.Reactive[0] // beside it
//	answer.Cuts        // who was not granted in full
//
// An asset's output may be ramped, smoothed or closed into a loop (Output); bounds always beat
// that, and the other assets of a cluster make up for it. Nothing is allocated after New as long as
// the requests of a problem fit the room it has seen before. Limits bound the work; beyond them the
// answer of the earlier classes stands and says so (Answer.Stopped).
package arbitration
