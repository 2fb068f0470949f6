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
    [InlineData("postgres://u:p@h/d?application_name=b&SSLMODE=Disable", SslMode.Disable)]
    [InlineData("postgres://u:p@h/d?sslmode=prefer", SslMode.Require)]
    [InlineData("postgres://u:p@h/d?sslmode=allow", SslMode.Require)]
    public void TLS_is_left_out_only_where_the_URI_says_so(string url, SslMode mode)
    {
        Assert.Equal(mode, DatabaseUrl.Parse(url).SslMode);
        Assert.Equal(5432, DatabaseUrl.Parse(url).Port);
    }

    [Theory]
    [InlineData("sslmode=verify-full", SslMode.VerifyFull, null)]
    [InlineData("sslmode=verify-ca", SslMode.VerifyCA, null)]
    [InlineData("sslmode=verify-full&sslrootcert={file}", SslMode.VerifyFull, "{file}")]
    [InlineData("sslrootcert={file}&sslmode=verify-ca", SslMode.VerifyCA, "{file}")]
    [InlineData("sslmode=require&sslrootcert={file}", SslMode.VerifyCA, "{file}")]
    [InlineData("sslmode=verify-full&sslrootcert=system", SslMode.VerifyFull, null)]
    public void Who_asks_for_a_proof_of_the_server_gets_no_weaker_connection(string options, SslMode mode, string? root)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, TlsTests.Pem());

        var settings = DatabaseUrl.Parse($"postgres://u:p@h/d?{options.Replace("{file}", Uri.EscapeDataString(file), StringComparison.Ordinal)}");
        File.Delete(file);

        Assert.Equal((mode, root is null ? null : file), (settings.SslMode, settings.RootCertificate));
    }

    [Theory]
    [InlineData("sslmode=verify_full", "write disable, allow, prefer, require, verify-ca, verify-full")]
    [InlineData("sslmode=", "sslmode")]
    [InlineData("sslmode", "sslmode")]
    [InlineData("sslmode=disable&sslmode=verify-full", "one twice")]
    [InlineData("sslmod=verify-full", "known are sslmode, sslrootcert, application_name")]
    [InlineData("canary=canary", "known are")]
    [InlineData("sslmode=verify-full&sslrootcert=/canary/root.crt", "sslrootcert")]
    [InlineData("sslmode=verify-full&sslrootcert=/etc/hostname", "sslrootcert")]
    [InlineData("sslmode=verify-full&sslrootcert=", "sslrootcert")]
    public void An_option_that_would_be_passed_over_is_refused_and_its_value_not_quoted(string options, string says)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => DatabaseUrl.Parse($"postgres://u:canary@h/d?{options}"));

        Assert.Contains("DATABASE_URL", refusal.Message);
        Assert.Contains(says, refusal.Message);
        Assert.DoesNotContain("canary", refusal.Message);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("Host=h;Password=canary")]
    [InlineData("mysql://u:canary@h/d")]
    [InlineData("postgres://u:canary@h")]
    [InlineData("postgres://u:canary@h/")]
    [InlineData("postgres://u:canary@h/d#sslmode=verify-full")]
    public void What_is_no_URI_of_a_database_is_refused_and_not_quoted(string url)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => DatabaseUrl.Parse(url));

        Assert.Contains("DATABASE_URL", refusal.Message);
        Assert.DoesNotContain("canary", refusal.Message);
    }
}
