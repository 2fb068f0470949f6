using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Reasonator.Bench;

/// <summary>
/// One kept-alive HTTP/1.1 connection that does as little as it can: the load generator has the service's cores.
/// </summary>
internal sealed class Connection(int port) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 14];
    private Socket? _socket;
    private int _body;
    private int _have;
    private int _end;
    private bool _closes;

    /// <summary>The seconds that the last answer's Retry-After names; null where it has none.</summary>
    public int? RetryAfter { get; private set; }

    /// <summary>The body of the last answer, until the next is sent.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(_body, _end - _body);

    /// <summary>A ready-made <c>POST /v1/score</c>.</summary>
    public static byte[] Score(IEnumerable<string> texts, int? wait = null) =>
        Post(JsonSerializer.SerializeToUtf8Bytes(new { items = texts.Select(text => new { text }) }), wait);

    public static byte[] Post(byte[] body, int? wait = null)
    {
        var head = $"POST /v1/score HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer dev\r\nContent-Type: application/json\r\n{(wait is null ? "" : $"Prefer: wait={wait}\r\n")}Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Sends a request, reads the whole answer, returns its status; 0 when the server closed the connection.</summary>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            if (_socket is null)
            {
                await Open().ConnectAsync(IPAddress.Loopback, port);
            }

            Begin();
            await _socket!.SendAsync(request);
            while (!IsWhole)
            {
                Take(await _socket.ReceiveAsync(_buffer.AsMemory(_have)));
            }

            return Status();
        }
        catch (SocketException)
        {
            Dispose();
            return 0;
        }
    }

    /// <summary>The same from a thread that waits: none of a pool's wakes up for it, or spins on a core of the service's.</summary>
    public int Send(ReadOnlySpan<byte> request)
    {
        try
        {
            if (_socket is null)
            {
                Open().Connect(IPAddress.Loopback, port);
            }

            Begin();
            _socket!.Send(request);
            while (!IsWhole)
            {
                Take(_socket.Receive(_buffer.AsSpan(_have)));
            }

            return Status();
        }
        catch (SocketException)
        {
            Dispose();
            return 0;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private bool IsWhole => _have >= _end;

    private Socket Open() => _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private void Begin() => (_have, _end, _closes) = (0, int.MaxValue, false);

    private void Take(int read)
    {
        if (read == 0)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        _have += read;
        var head = _end == int.MaxValue ? _buffer.AsSpan(0, _have).IndexOf("\r\n\r\n"u8) : -1;
        if (head >= 0)
        {
            var text = Encoding.ASCII.GetString(_buffer, 0, head);
            _closes = text.Contains("Connection: close", StringComparison.OrdinalIgnoreCase);
            RetryAfter = Number(text, "Retry-After: ");
            _body = head + 4;
            _end = _body + (Number(text, "Content-Length: ") ?? 0);
        }
    }

    private int Status()
    {
        if (_closes)
        {
            Dispose();
        }

        return int.Parse(_buffer.AsSpan(9, 3));
    }

    private static int? Number(string head, string name)
    {
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : int.Parse(head.AsSpan(at + name.Length).ToString().Split('\r')[0]);
    }
}
