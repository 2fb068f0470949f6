namespace Reasonator.Tests.Observability;

public sealed class PromQlTests
{
    private static readonly Scrape Scraped = new("""
        # TYPE a_total counter
        a_total{otel_scope_name="R",reason="x",lane="one"} 1
        a_total{otel_scope_name="R",reason="y",lane="two"} 1
        # TYPE h_seconds histogram
        h_seconds_bucket{otel_scope_name="R",stage="s",le="+Inf"} 1
        """);

    [Theory]
    [InlineData("""sum by (reason) (rate(a_total{instance=~"$instance",reason="x"}[5m])) / 2 > 1e3""")]
    [InlineData("""histogram_quantile(0.99, sum by (le, stage) (rate(h_seconds_bucket{stage=~"s"}[$__rate_interval])))""")]
    [InlineData("""up{job="r"} == 0 or absent(up{job="r"})""")]
    [InlineData("""a_total{reason=~"x|y"} unless on (lane) a_total{lane!="one"}""")]
    public void What_exists_is_known(string expression) => Assert.Empty(PromQlCheck.Unknown(expression, Scraped));

    [Theory]
    [InlineData("rate(b_total[5m])", "no metric b_total")]
    [InlineData("a_total / (1 + sum(invented))", "no metric invented")]
    [InlineData("""rate(h_seconds{stage="s"}[5m])""", "no metric h_seconds")]
    [InlineData("""a_total{reason="z"}""", "no a_total with reason z")]
    [InlineData("""a_total{reason=~"x|z"}""", "no a_total with reason z")]
    [InlineData("""a_total{reason!="z"}""", "no a_total with reason z")]
    [InlineData("""a_total{reason!~"x|z"}""", "no a_total with reason z")]
    [InlineData("""a_total{stage="s"}""", "no a_total with stage s")]
    [InlineData("""a_total{reason="x",lane="two"}""", "no a_total with all its labels at once")]
    [InlineData("sum by (stage) (a_total)", "no label stage")]
    [InlineData("a_total == on (invented) a_total", "no label invented")]
    public void What_was_invented_is_told(string expression, string says) => Assert.Contains(says, PromQlCheck.Unknown(expression, Scraped));

    [Theory]
    [InlineData("frobnicate(a_total)")]
    [InlineData("""{__name__="a_total"}""")]
    [InlineData("a_total[5x]")]
    [InlineData("a_total{reason}")]
    [InlineData("""a_total{reason="x" """)]
    [InlineData("a_total # comment")]
    [InlineData("$metric")]
    public void What_is_not_understood_is_refused(string expression) => Assert.Throws<FormatException>(() => PromQlCheck.Unknown(expression, Scraped));
}
