using System.Diagnostics;

namespace Reasonator.Bench.Peers;

/// <summary>transformers.js behind Node's own HTTP server.</summary>
internal sealed class PeerServer : Server
{
    private PeerServer(Process process, ReservedPort port)
        : base(process, port)
    {
    }

    /// <exception cref="InvalidOperationException">It ended before it answered.</exception>
    public static async Task<PeerServer> StartAsync(string folder, PeerSetting setting)
    {
        var port = new ReservedPort();
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "server.mjs"), "--model", folder, "--graph", setting.Graph,
            "--batch", $"{setting.Batch}", "--threads", $"{setting.Threads}", "--processes", $"{setting.Processes}", "--port", $"{port}"])
        {
            // It ends when this end of its standard input does.
            RedirectStandardInput = true,
        };
        start.Environment["NODE_ENV"] = "production";
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var server = new PeerServer(process, port);
        using var connection = new Connection(port.Number);
        var request = Connection.Score(["Profit rose"]);
        while (await connection.SendAsync(request) is var status && status != 200)
        {
            if (status != 0 || process.HasExited || clock.Elapsed > ProcessExtensions.Deadline)
            {
                var fault = status != 0 ? $"it answers {status}" : process.HasExited ? "node ended before it answered" : "node does not answer";
                await server.DisposeAsync();
                throw new InvalidOperationException(fault);
            }

            await Task.Delay(2);
        }

        server.Ready = clock.Elapsed;
        return server;
    }
}
