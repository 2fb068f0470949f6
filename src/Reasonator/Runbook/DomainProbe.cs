using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Reasonator.Runbook;

/// <summary>Looks at a host name from outside.</summary>
/// <param name="Resolves">Whether the name leads to an address. A proxied record hides its target, so no more is asked.</param>
/// <param name="CertificateFault">Null where the host shows a valid certificate of its name, else what is wrong.</param>
internal sealed record DomainProbe(
    Func<string, CancellationToken, Task<bool>> Resolves, Func<string, CancellationToken, Task<string?>> CertificateFault)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static readonly DomainProbe Real = new(ResolvesAsync, (host, stop) => CertificateFaultAsync(host, 443, stop));

    public static async Task<bool> ResolvesAsync(string host, CancellationToken stop)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, stop)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Shakes hands as a caller would, and says what a caller would refuse.</summary>
    public static async Task<string?> CertificateFaultAsync(string host, int port, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        string? fault = null;
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, port, patience.Token);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        fault = errors == SslPolicyErrors.None ? null : $"{errors}, expires {(certificate as X509Certificate2)?.NotAfter:yyyy-MM-dd}";
                        return fault is null;
                    },
                },
                patience.Token);
            return fault;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return fault ?? "no TLS connection";
        }
    }
}
