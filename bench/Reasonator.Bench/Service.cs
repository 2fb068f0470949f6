using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reasonator.Bench;

/// <summary>The published apphost, started bare as a user starts it.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Process _process;

    private Service(Process process, int port, TimeSpan ready)
    {
        _process = process;
        Port = port;
        Ready = ready;
    }

    public int Port { get; }

    /// <summary>Process start to the first 200 of health.</summary>
    public TimeSpan Ready { get; }

    public static async Task<Service> StartAsync()
    {
        var path = Path.Combine(Corpus.Root, "src", "Reasonator", "bin", "publish", "Reasonator");
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(path, ["--urls", $"http://127.0.0.1:{port}"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{path} did not start: publish it first.");
        // The log is read away, or the pipe would fill and block the service.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/v1/health");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return new Service(process, port, clock.Elapsed);
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(2);
            }
        }
    }

    /// <summary>A field of /proc/PID/status such as VmRSS or VmHWM, in MB (2^20 bytes).</summary>
    public double Megabytes(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line[(field.Length + 1)..].Replace("kB", "").Trim()) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
