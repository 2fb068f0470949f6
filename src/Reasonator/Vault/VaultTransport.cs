namespace Reasonator.Vault;

/// <summary>One attempt at one call, with its own time limit.</summary>
internal sealed class VaultTransport : IDisposable
{
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(6);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="gate">The vault's address and the token of the gate before it.</param>
    /// <param name="time">Limits each attempt.</param>
    /// <param name="handler">What the calls go through; null for connections of its own.</param>
    public VaultTransport(VaultGate gate, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _time = time;
        _http = new HttpClient(handler ?? Handler(gate), disposeHandler: handler is null) { BaseAddress = gate.Host, Timeout = Timeout.InfiniteTimeSpan };
        // Cloudflare's browser integrity check turns a caller without a name away.
        _http.DefaultRequestHeaders.Add("User-Agent", "Reasonator");
        _http.DefaultRequestHeaders.Add("Accept", "application/json");
        gate.AddTo(_http.DefaultRequestHeaders, gate.Host);
    }

    public async Task<VaultReply> SendAsync(HttpRequestMessage request, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(aborted, patience.Token);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            return await VaultReply.ReadAsync(response, _time, attempt.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new VaultException(Fault.TooSlow,
                $"The vault did not answer within {AttemptTimeout.TotalSeconds:0} s: wait, or look at its load.");
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new VaultException(Fault.Unexpected,
                "The vault's answer is larger than 1 MiB: keep only this service's secrets in its folder.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            var kind = (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
            throw new VaultException(Fault.Unreachable,
                $"The vault cannot be reached ({kind}): check INFISICAL_HOST and that the vault runs.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(VaultGate gate) => new()
    {
        // A followed redirect hands the Cloudflare secret to its target, and ends as 200 text/html.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(4),
        // Plain http is for loopback alone; a proxy would carry it, secrets and all, to another machine.
        UseProxy = gate.Host.Scheme == Uri.UriSchemeHttps,
    };
}
