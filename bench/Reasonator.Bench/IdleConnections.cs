using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Reasonator.Bench;

/// <summary>Thousands of connections on which nothing comes, or half a head: is a caller still served, and what does it cost?</summary>
internal static class IdleConnections
{
    public static async Task<int> RunAsync(int count)
    {
        var (well, half) = (true, Encoding.ASCII.GetBytes($"POST /v1/score HTTP/1.1\r\nHost: b\r\nX-Half: {new string('h', 12_000)}"));
        foreach (var (name, bytes) in new[] { ("idle", []), ("half a head of 12 KB", half) })
        {
            await using var service = await Service.StartAsync();
            var before = service.Megabytes("VmRSS");
            var open = await OpenAsync(service.Port, count, bytes);
            var served = await ServedAsync(service, TimeSpan.FromSeconds(5));
            var held = open.Count(socket => !Closed(socket));
            Console.WriteLine($"{count} connections, {name}: {held} held, {served.Ok} requests served and {served.Other} not, p50 {served.Median:F1} ms, p99 {served.High:F1} ms; RSS {before:F0} → {service.Megabytes("VmRSS"):F0} MB, peak {service.Megabytes("VmHWM"):F0}");
            open.ForEach(socket => socket.Dispose());
            await Task.Delay(2000);
            var after = await ServedAsync(service, TimeSpan.FromSeconds(2));
            Console.WriteLine($"  after they are gone: RSS {service.Megabytes("VmRSS"):F0} MB, {after.Ok} requests served and {after.Other} not");
            well &= served is { Ok: > 0, Other: 0 } && after is { Ok: > 0, Other: 0 };
        }

        Console.WriteLine(well ? "well" : "NOT WELL");
        return well ? 0 : 1;
    }

    private static async Task<List<Socket>> OpenAsync(int port, int count, byte[] bytes)
    {
        var open = new List<Socket>(count);
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", port);
            if (bytes.Length > 0)
            {
                await socket.SendAsync(bytes);
            }

            open.Add(socket);
        }

        return open;
    }

    private static async Task<(int Ok, int Other, double Median, double High)> ServedAsync(Service service, TimeSpan length)
    {
        var (ok, other, times, clock) = (0, 0, new List<double>(), Stopwatch.StartNew());
        foreach (var request in Corpus.Headlines(100_000).Select(text => Connection.Score([text])))
        {
            // Each on a connection of its own, as a new caller comes.
            using var connection = new Connection(service.Port);
            var at = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            (ok, other) = status == 200 ? (ok + 1, other) : (ok, other + 1);
            if (clock.Elapsed > length)
            {
                break;
            }
        }

        return (ok, other, times.Median(), times.Percentile(99));
    }

    private static bool Closed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
