using Npgsql;
using Reasonator.Hosting;
using Reasonator.Store;

namespace Reasonator.Tests.Store;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void Every_part_is_decoded_and_what_the_plan_asks_for_is_set()
    {
        var settings = DatabaseUrl.Parse("postgres://u%40x:p%3Aa%2Fs%40s%3Bword@db.example:6543/d%20b");

        Assert.Equal(("db.example", 6543, "u@x", "p:a/s@s;word", "d b"), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
        Assert.Equal((SslMode.Require, GssEncryptionMode.Disable, 8, 30), (settings.SslMode, settings.GssEncryptionMode, settings.MaxPoolSize, settings.KeepAlive));
    }

    [Theory]
    [InlineData("postgres://u:p@h/d", SslMode.Require)]
    [InlineData("postgresql://u:p@h/d?sslmode=require", SslMode.Require)]
    [InlineData("postgres://u:p@h/d?application_name=sslmode=disable2", SslMode.Require)]
    [InlineData("postgres://u:p@h/d?sslmode=disable", SslMode.Disable)]
    [InlineData("postgres://u:p@h/d?a=b&sslmode=disable", SslMode.Disable)]
    public void TLS_is_left_out_only_where_the_URI_says_so(string url, SslMode mode)
    {
        Assert.Equal(mode, DatabaseUrl.Parse(url).SslMode);
        Assert.Equal(5432, DatabaseUrl.Parse(url).Port);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("Host=h;Password=canary")]
    [InlineData("mysql://u:canary@h/d")]
    [InlineData("postgres://u:canary@h")]
    [InlineData("postgres://u:canary@h/")]
    public void What_is_no_URI_of_a_database_is_refused_and_not_quoted(string url)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => DatabaseUrl.Parse(url));

        Assert.Contains("DATABASE_URL", refusal.Message);
        Assert.DoesNotContain("canary", refusal.Message);
    }
}
