using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Reasonator.Hosting;

/// <summary>What a caller may hold before anybody knows who it is: docs/decisions/0026-faults.md has the figures.</summary>
internal static class ConnectionLimits
{
    /// <summary>Idle ones cost memory; without a limit they would also use up the descriptors, and files could not be opened.</summary>
    public const int Connections = 12_000;

    // The framework's own, written down: a test and a decision rely on them.
    private static readonly MinDataRate SlowestCaller = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Set(KestrelServerLimits limits)
    {
        // A line that ends without a carriage return is one to us and none to some proxies: another request could hide in it.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        limits.MaxConcurrentConnections = Connections;
        // Longer than the router keeps an idle connection (90 s): it must be the router that closes it.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        // A head is a kilobyte and comes at once.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MinRequestBodyDataRate = SlowestCaller;
        limits.MinResponseDataRate = SlowestCaller;
        // What is read ahead of the route; by default a megabyte, for each connection.
        limits.MaxRequestBufferSize = 64 << 10;
        // A route stops reading at its own limit and says so; this ends what nobody reads.
        limits.MaxRequestBodySize = 2 * Scoring.ScoreRequest.MostBytes;
    }
}
