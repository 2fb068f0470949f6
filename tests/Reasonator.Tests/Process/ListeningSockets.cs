using System.Globalization;
using System.Net;

namespace Reasonator.Tests.Process;

/// <summary>The TCP sockets on which a process listens, as the kernel lists them (proc(5): /proc/PID/net/tcp).</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["tcp", "tcp6"];

    /// <summary>Reads the addresses, in no order.</summary>
    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd").Select(fd => new FileInfo(fd).LinkTarget).ToHashSet();
        return
        [
            .. Tables
                .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(column => column[3] == Listening && own.Contains($"socket:[{column[9]}]"))
                .Select(column => Address(column[1])),
        ];
    }

    // Words of 32 bits in the machine's own order, then the port.
    private static IPEndPoint Address(string local)
    {
        var (words, port) = (local[..^5], local[^4..]);
        byte[] bytes = [.. words.Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
