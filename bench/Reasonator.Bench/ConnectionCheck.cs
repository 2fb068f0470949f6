using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reasonator.Bench;

/// <summary>The load generator's connection against a server that answers one request in pieces and leaves the next unanswered.</summary>
internal static class ConnectionCheck
{
    private static readonly string[] Pieces = ["HTTP/1.1 429 Too", " Many Requests\r\nRetry-After: 7\r\nContent-Le", "ngth: 4\r\n\r\nbo", "dy"];

    public static IEnumerable<(string Sentence, Func<bool> Holds)> All() =>
    [
        ("An answer in pieces is read whole, and none where the server closes, by who waits", () => Holds((connection, request) => connection.Send(request))),
        ("The same by who is called back", () => Holds((connection, request) => connection.SendAsync(request).GetAwaiter().GetResult())),
    ];

    private static bool Holds(Func<Connection, byte[], int> send)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = Task.Run(() => Serve(listener));
        using var connection = new Connection(((IPEndPoint)listener.LocalEndpoint).Port);
        var request = Connection.Score(["Profit rose"]);
        var first = (send(connection, request), connection.RetryAfter, Encoding.ASCII.GetString(connection.Body.Span));
        var second = send(connection, request);
        server.GetAwaiter().GetResult();
        return first == (429, 7, "body") && second == 0;
    }

    private static void Serve(TcpListener listener)
    {
        using var accepted = listener.AcceptSocket();
        accepted.NoDelay = true;
        // Bounds a hang: a reader that waits for more than there is ends the check.
        accepted.ReceiveTimeout = (int)ProcessExtensions.Deadline.TotalMilliseconds;
        var received = new byte[1024];
        accepted.Receive(received);
        foreach (var piece in Pieces)
        {
            accepted.Send(Encoding.ASCII.GetBytes(piece));
        }

        accepted.Receive(received);
    }
}
