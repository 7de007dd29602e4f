import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hubsim.report.downsample import duration_curve, min_max_bins

SERIES = arrays(np.float64, st.integers(1, 400), elements=st.floats(-1e6, 1e6) | st.just(np.nan))


@given(SERIES, st.integers(4, 60))
def test_the_drawn_points_keep_both_extremes_and_both_ends_and_stay_few(values, n_points):
    picked = min_max_bins(values, n_points)
    assert len(picked) <= n_points
    assert (np.diff(picked) > 0).all()
    assert picked[0] == 0
    assert picked[-1] == len(values) - 1
    if not np.isnan(values).all():
        assert np.nanmax(values[picked]) == np.nanmax(values)
        assert np.nanmin(values[picked]) == np.nanmin(values)


def test_a_single_quarter_hour_of_overload_survives_a_year():
    values = np.full(35_136, 60.0)
    values[17_311] = 131.2
    picked = min_max_bins(values, 2000)
    assert 17_311 in picked
    assert len(picked) <= 2000


def test_every_bin_keeps_its_own_minimum_and_maximum():
    values = np.array([3.0, 9, 1, 4, 5, 5, 5, 7, 2, 2, 8, 0])  # bins of four
    assert min_max_bins(values, 8).tolist() == [0, 1, 2, 4, 7, 10, 11]


def test_the_duration_curve_starts_at_the_maximum_and_ends_after_all_hours():
    hours, value = duration_curve(np.array([1.0, 4.0, np.nan, 2.0]), 0.25)
    assert hours.tolist() == [0.0, 0.25, 0.5, 0.75]
    assert value.tolist() == [4.0, 4.0, 2.0, 1.0]
