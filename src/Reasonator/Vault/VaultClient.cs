using System.Net.Http.Headers;

namespace Reasonator.Vault;

/// <summary>Reads the secrets from Infisical, through Cloudflare Access where that stands before it.</summary>
internal sealed class VaultClient(VaultOptions options, TimeProvider time, TimeSpan? budget = null, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>What is left of the platform's 60 s to boot must suffice for the model.</summary>
    public static readonly TimeSpan DefaultBudget = TimeSpan.FromSeconds(20);

    private readonly VaultTransport _transport = new(options.Gate, time, handler);
    private AccessToken? _token;

    /// <summary>Safe to call again and again: the login is kept until shortly before it expires.</summary>
    /// <exception cref="VaultException">The secrets could not be read; the message says why and what to do.</exception>
    public async Task<Secrets> ReadAsync(CancellationToken aborted)
    {
        using var patience = new VaultPatience(budget ?? DefaultBudget, time, aborted);
        var token = _token is { } kept && time.GetUtcNow() < kept.StaleAt ? kept : await LogInAsync(patience);
        var reply = await ListAsync(token, patience);
        if (reply.RefusesToken)
        {
            // Once: a vault that refuses what it has just issued would otherwise be asked for ever.
            reply = await ListAsync(await LogInAsync(patience), patience);
        }

        return VaultFolder.Accept(reply, options.Place);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<AccessToken> LogInAsync(VaultPatience patience)
    {
        var reply = await patience.TryAsync(async stop =>
        {
            using var request = VaultLogin.Request(options);
            return await _transport.SendAsync(request, stop);
        });
        return _token = VaultLogin.Accept(reply, time);
    }

    private Task<VaultReply> ListAsync(AccessToken token, VaultPatience patience) => patience.TryAsync(async stop =>
    {
        using var request = VaultFolder.Request(options.Place);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await _transport.SendAsync(request, stop);
    });
}
