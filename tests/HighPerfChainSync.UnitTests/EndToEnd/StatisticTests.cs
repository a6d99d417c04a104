using HighPerfChainSync.EndToEnd.Figures;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class StatisticTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3)]
    public void A_median_lies_in_the_middle(double[] values, double expected) => Assert.Equal(expected, Statistic.Median(values));

    [Fact]
    public void Nothing_has_no_median() => Assert.Equal(double.NaN, Statistic.Median([]));

    [Theory]
    [InlineData(50, 50)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(0.5, 1)]
    public void A_percentile_is_a_value_that_was_measured(double percent, double expected) =>
        Assert.Equal(expected, Statistic.Percentile(Enumerable.Range(1, 100).Reverse().Select(static value => (double)value), percent));

    [Fact]
    public void A_spread_has_the_rounds_that_have_the_figure()
    {
        Spread spread = Spread.Of([3, null, 1, double.NaN, 2, double.PositiveInfinity])!;

        Assert.Equal((2, 1, 3), (spread.Median, spread.Least, spread.Most));
        Assert.Equal([3, 1, 2], spread.Rounds);
        Assert.Equal("2.0 (1.0–3.0)", spread.ToText("0.0"));
        Assert.Null(Spread.Of([null, double.NaN]));
    }

    [Fact]
    public void One_round_has_no_spread() => Assert.Equal("1,234", Spread.Of([1234.4])!.ToText("N0"));
}
