using System.Net.Sockets;
using System.Text;

namespace Reasonator.Tests.Service;

/// <summary>A connection that sends what no client library would, byte for byte.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly TcpClient _socket = new();
    private NetworkStream _stream = null!;

    private RawCaller()
    {
    }

    /// <summary>The head of a request to score, up to the headers that the test gives.</summary>
    public static string Score(string headers) => $"POST /v1/score HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer dev\r\nContent-Type: application/json\r\n{headers}";

    public static async Task<RawCaller> ConnectAsync(HttpClient client, CancellationToken stop)
    {
        var caller = new RawCaller();
        var connecting = caller._socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, stop).AsTask();
        await Eventually.EndsAsync("the service takes a connection", connecting, stop);
        caller._stream = caller._socket.GetStream();
        return caller;
    }

    public Task SendAsync(string text, CancellationToken stop) =>
        Eventually.EndsAsync("the service takes bytes or closes the connection", _stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop).AsTask(), stop);

    /// <summary>All that comes until the service closes the connection, or resets it.</summary>
    public async Task<string> ReadToCloseAsync(CancellationToken stop)
    {
        var answer = new StringBuilder();
        await Eventually.EndsAsync("the service closes the connection", ReadAsync(answer, stop), stop, answer.ToString);
        return answer.ToString();
    }

    /// <summary>Sends bytes and nothing behind them; the statuses of all the answers that come until the service closes the connection.</summary>
    public async Task<int[]> StatusesAsync(string request, CancellationToken stop)
    {
        try
        {
            await SendAsync(request, stop);
        }
        catch (IOException)
        {
            // Refused before all was sent.
        }

        return [.. (await ReadToCloseAsync(stop)).Split("HTTP/1.1 ").Skip(1).Select(part => int.Parse(part[..3]))];
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync(StringBuilder answer, CancellationToken stop)
    {
        var buffer = new byte[1 << 14];
        try
        {
            while (await _stream.ReadAsync(buffer, stop) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // It had bytes that it did not want to read.
        }
    }
}
