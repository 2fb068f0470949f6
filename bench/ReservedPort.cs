using System.Net;
using System.Net.Sockets;

namespace Reasonator.Bench;

/// <summary>
/// A loopback port that nobody else gets before <see cref="Dispose"/>. It is bound and does not listen: connections are refused
/// until a server binds it too, which SO_REUSEADDR allows on Linux as long as no other socket listens (socket(7)).
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        _socket.SetRawSocketOption(SolSocket, SoReuseAddr, BitConverter.GetBytes(1));
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public Uri Url => new($"http://127.0.0.1:{Number}");

    public void Dispose() => _socket.Dispose();

    public override string ToString() => $"{Number}";
}
