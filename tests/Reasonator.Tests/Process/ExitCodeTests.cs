using System.Net;
using System.Net.Sockets;

namespace Reasonator.Tests.Process;

public sealed class ExitCodeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // A setting that is taken for good leaves the service running, and the wait for its end fails.
    [Theory]
    [InlineData("ENV", "prod", "development, staging or production")]
    [InlineData("PORT", "abc", "PORT")]
    [InlineData("INFISICAL_PROJECT_ID", "only-this", "INFISICAL_CLIENT_ID")]
    [InlineData("MODEL", "../x", "MODEL")]
    [InlineData("CACHE_BYTES", "8M", "CACHE_BYTES")]
    [InlineData("CACHE_BYTES", "-1", "CACHE_BYTES")]
    [InlineData("CACHE_BYTES", "99999999999", "CACHE_BYTES")]
    [InlineData("ROW_BUDGET", "10k", "ROW_BUDGET")]
    [InlineData("ROW_BUDGET", "99", "ROW_BUDGET")]
    [InlineData("ROW_BUDGET", "1000001", "ROW_BUDGET")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example.com:4318", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("DATABASE_URL", "mysql://u:p@h/d", "DATABASE_URL")]
    [InlineData("DATABASE_URL", "postgres://u:p@h", "DATABASE_URL")]
    public async Task A_wrong_setting_ends_with_2_and_a_sentence(string name, string value, string says)
    {
        await using var process = ServiceProcess.Start([], new Dictionary<string, string> { [name] = value });

        Assert.Equal(2, await process.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains(says, string.Join('\n', process.Errors));
        Assert.DoesNotContain("   at ", string.Join('\n', process.Errors));
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("--port", "80")]
    [InlineData("score")]
    [InlineData("score", "text", "--ndjson")]
    [InlineData("score", "--ndjson", "--explain")]
    [InlineData("score", "--explain")]
    [InlineData("tokenize")]
    [InlineData("eval")]
    [InlineData("model")]
    [InlineData("model", "build", "--from", "x")]
    [InlineData("model", "build", "--from", "x", "--out", "y", "--bits", "4")]
    [InlineData("--urls", "https://*:80")]
    public async Task A_wrong_command_line_ends_with_2_and_nothing_on_standard_output(params string[] arguments)
    {
        await using var process = ServiceProcess.Start(arguments);

        Assert.Equal(2, await process.ExitAsync(Stop));
        Assert.NotEmpty(process.Errors);
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    public async Task What_was_asked_for_is_printed_and_ends_with_0(string option)
    {
        await using var process = ServiceProcess.Start([option]);

        Assert.Equal(0, await process.ExitAsync(Stop));
        Assert.NotEmpty(process.Output);
        Assert.Empty(process.Errors);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var process = ServiceProcess.Start(["--urls", $"http://127.0.0.1:{port}"]);

        Assert.Equal(1, await process.ExitAsync(Stop));
        Assert.Contains("--urls", string.Join('\n', process.Errors));
        Assert.DoesNotContain("   at ", string.Join('\n', process.Errors.Concat(process.Output)));
    }

    [Fact]
    public async Task PORT_is_bound_and_urls_wins_over_it()
    {
        using var port = new ReservedPort();
        using var other = new ReservedPort();
        await using var byPort = ServiceProcess.Start([], new Dictionary<string, string> { ["PORT"] = $"{port}" }, port.Number);
        await byPort.ReadyAsync(Stop);
        await using var byUrls = ServiceProcess.Start(["--urls", $"http://*:{other}"], new Dictionary<string, string> { ["PORT"] = "1" }, other.Number);
        await byUrls.ReadyAsync(Stop);
    }
}
