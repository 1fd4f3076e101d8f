package storage

// covariance of the filter's state, the upper triangle: s is the SOC, 1 and 2 the RC voltages, h the
// offset of the resting voltage, b the bias of the current's sensor.
type covariance struct {
	ss, s1, s2, sh, sb float64
	p11, p12, p1h, p1b float64
	p22, p2h, p2b      float64
	hh, hb             float64
	bb                 float64
}

// transition is how a step of time moves the state: each part decays by a factor (the SOC by 1), and
// the bias pulls on SOC and RC voltages, since the true current is what was measured less the bias.
type transition struct {
	a1, a2, ah, ab float64
	c, g1, g2      float64 // per ampere
}

// noise is the variance a step adds to each part of the state.
type noise struct{ s, v1, v2, h, b float64 }

// predict is F P Fᵀ + Q with F of the transition, written out: F has its diagonal and one column.
// Source: Kalman, J. Basic Eng. 82 (1960).
func (p *covariance) predict(f *transition, q *noise) {
	us := p.sb - f.c*p.bb
	u1 := f.a1*p.p1b - f.g1*p.bb
	u2 := f.a2*p.p2b - f.g2*p.bb
	p.ss += q.s - f.c*(p.sb+us)
	p.s1 = f.a1*(p.s1-f.c*p.p1b) - f.g1*us
	p.s2 = f.a2*(p.s2-f.c*p.p2b) - f.g2*us
	p.sh = f.ah * (p.sh - f.c*p.hb)
	p.p11 = f.a1*f.a1*p.p11 - f.g1*(f.a1*p.p1b+u1) + q.v1
	p.p12 = f.a1*f.a2*p.p12 - f.a1*f.g2*p.p1b - f.g1*u2
	p.p1h = f.ah * (f.a1*p.p1h - f.g1*p.hb)
	p.p22 = f.a2*f.a2*p.p22 - f.g2*(f.a2*p.p2b+u2) + q.v2
	p.p2h = f.ah * (f.a2*p.p2h - f.g2*p.hb)
	p.hh = f.ah*f.ah*p.hh + q.h
	p.sb = f.ab * us
	p.p1b = f.ab * u1
	p.p2b = f.ab * u2
	p.hb = f.ah * f.ab * p.hb
	p.bb = f.ab*f.ab*p.bb + q.b
}

// gain is P Hᵀ, by part of the state.
type gain struct{ s, v1, v2, h, b float64 }

// against is P Hᵀ for a voltage that depends on the SOC with a slope, on both RC voltages and the
// offset fully, and on the bias by −r0.
func (p *covariance) against(slope, r0 float64) gain {
	return gain{
		s:  (slope*p.ss + p.s1) + (p.s2 + p.sh) - r0*p.sb,
		v1: (slope*p.s1 + p.p11) + (p.p12 + p.p1h) - r0*p.p1b,
		v2: (slope*p.s2 + p.p12) + (p.p22 + p.p2h) - r0*p.p2b,
		h:  (slope*p.sh + p.p1h) + (p.p2h + p.hh) - r0*p.hb,
		b:  (slope*p.sb + p.p1b) + (p.p2b + p.hb) - r0*p.bb,
	}
}

// correct is P − (P Hᵀ)(P Hᵀ)ᵀ · w, w being one by the innovation's variance. It stays symmetric by
// its form, and positive definite because that variance exceeds H P Hᵀ by the variance of a
// measurement, which is never zero.
func (p *covariance) correct(g *gain, w float64) {
	ks, k1, k2, kh, kb := g.s*w, g.v1*w, g.v2*w, g.h*w, g.b*w
	p.ss -= ks * g.s
	p.s1 -= ks * g.v1
	p.s2 -= ks * g.v2
	p.sh -= ks * g.h
	p.sb -= ks * g.b
	p.p11 -= k1 * g.v1
	p.p12 -= k1 * g.v2
	p.p1h -= k1 * g.h
	p.p1b -= k1 * g.b
	p.p22 -= k2 * g.v2
	p.p2h -= k2 * g.h
	p.p2b -= k2 * g.b
	p.hh -= kh * g.h
	p.hb -= kh * g.b
	p.bb -= kb * g.b
}
