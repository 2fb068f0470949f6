using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>The vault's side of logins: three failures within 30 s lock it for five minutes, and its tokens expire or are revoked.</summary>
internal sealed class FakeIdentity(TimeProvider time, string environment)
{
    private const int FailuresToLock = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    private readonly Lock _guard = new();
    private readonly Dictionary<string, DateTimeOffset> _tokens = [];
    private int _failures;
    private DateTimeOffset _lastFailure;
    private DateTimeOffset _lockedUntil;

    /// <summary>The one environment it may read.</summary>
    public string Environment { get; } = environment;

    public string ClientId { get; set; } = "identity-3f2a";

    public string ClientSecret { get; set; } = "client-secret-81c4";

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromDays(30);

    public string TokenPrefix { get; set; } = "eyJhbGciOi.";

    public void Expire()
    {
        lock (_guard)
        {
            foreach (var token in _tokens.Keys.ToArray())
            {
                _tokens[token] = DateTimeOffset.MinValue;
            }
        }
    }

    public void Revoke()
    {
        lock (_guard)
        {
            _tokens.Clear();
        }
    }

    public RequestDelegate LogIn(string body)
    {
        var login = JsonDocument.Parse(body).RootElement;
        lock (_guard)
        {
            var now = time.GetUtcNow();
            if (now < _lockedUntil)
            {
                return Refuse("This identity auth method is temporarily locked, please try again later");
            }

            if (login.GetProperty("clientId").GetString() != ClientId
                || login.GetProperty("clientSecret").GetString() != ClientSecret)
            {
                _failures = now - _lastFailure < Window ? _failures + 1 : 1;
                _lastFailure = now;
                _lockedUntil = _failures >= FailuresToLock ? now + LockTime : _lockedUntil;
                return Refuse("Invalid credentials");
            }

            _failures = 0;
            return Issue();
        }
    }

    /// <summary>Whether the token was issued here and not revoked.</summary>
    public bool Knows(string authorization)
    {
        lock (_guard)
        {
            return _tokens.ContainsKey(authorization.Replace("Bearer ", "", StringComparison.Ordinal));
        }
    }

    /// <summary>Null when the token is good.</summary>
    public RequestDelegate? Objection(string authorization)
    {
        lock (_guard)
        {
            if (!_tokens.TryGetValue(authorization.Replace("Bearer ", "", StringComparison.Ordinal), out var expiry))
            {
                return Refuse("Token revoked or unknown");
            }

            return expiry <= time.GetUtcNow()
                ? FakeAnswers.Status(403, "TokenError", "Your token has expired. Please re-authenticate.")
                : null;
        }
    }

    private RequestDelegate Issue()
    {
        var token = $"{TokenPrefix}{_tokens.Count}.{Guid.NewGuid():N}";
        _tokens[token] = time.GetUtcNow() + TokenLife;
        return FakeAnswers.Json(200, new JsonObject
        {
            ["accessToken"] = token,
            ["expiresIn"] = (int)TokenLife.TotalSeconds,
            ["accessTokenMaxTTL"] = 2592000,
            ["tokenType"] = "Bearer",
        });
    }

    private static RequestDelegate Refuse(string message) => FakeAnswers.Status(401, "UnauthorizedError", message);
}
