using System.Diagnostics;

namespace Reasonator.Tests.Process;

/// <summary>
/// A network namespace with one cable to this machine: for the other end of a connection a host of its own, which vanishes
/// without a word when the cable is cut.
/// </summary>
internal sealed class CutOffHost : IAsyncDisposable
{
    private CutOffHost()
    {
        // RFC 2544 keeps these addresses for tests; two that run at the same time must not meet.
        var random = Guid.NewGuid().ToByteArray();
        Network = $"rack-{Convert.ToHexStringLower(random[..4])}";
        (Address, Own) = ($"198.18.{random[0]}.{(random[1] & 0xfc) + 1}", $"198.18.{random[0]}.{(random[1] & 0xfc) + 2}");
    }

    /// <summary>The namespace's name.</summary>
    public string Network { get; }

    /// <summary>This machine's address at the cable, in a network of 30 bits.</summary>
    public string Address { get; }

    private string Own { get; }

    private string Cable => Network.Replace("rack-", "rc", StringComparison.Ordinal);

    /// <summary>Makes one. Skips the test where this process may not.</summary>
    public static async Task<CutOffHost> CreateAsync(CancellationToken stop)
    {
        Installed.Require("ip");
        var host = new CutOffHost();
        var failure = await RunAsync(stop, "netns", "add", host.Network);
        Assert.SkipWhen(failure.Length > 0, $"no network namespace can be made here (root can, where the kernel lets it): {failure}");
        string[][] steps =
        [
            ["link", "add", host.Cable, "type", "veth", "peer", "name", "cable", "netns", host.Network],
            ["addr", "add", $"{host.Address}/30", "dev", host.Cable],
            ["link", "set", host.Cable, "up"],
            ["-n", host.Network, "addr", "add", $"{host.Own}/30", "dev", "cable"],
            ["-n", host.Network, "link", "set", "cable", "up"],
            ["-n", host.Network, "link", "set", "lo", "up"],
        ];
        foreach (var step in steps)
        {
            Assert.Equal("", await RunAsync(stop, step));
        }

        return host;
    }

    /// <summary>From now on nothing that is sent arrives, in either direction.</summary>
    public async Task CutAsync(CancellationToken stop) => Assert.Equal("", await RunAsync(stop, "link", "set", Cable, "down"));

    public async ValueTask DisposeAsync()
    {
        await RunAsync(CancellationToken.None, "link", "del", Cable);
        await RunAsync(CancellationToken.None, "netns", "del", Network);
    }

    /// <summary>Runs ip. Returns what it complains of.</summary>
    private static async Task<string> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(stop);
        await Eventually.EndsAsync($"ip {string.Join(' ', arguments)} ends", Task.WhenAll(errors, process.WaitForExitAsync(stop)), stop);
        return process.ExitCode == 0 ? "" : $"{await errors}".Trim();
    }
}
