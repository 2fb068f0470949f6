using System.Runtime.CompilerServices;
using Reasonator.Hosting;
using Sentry.AspNetCore;

namespace Reasonator.Observability;

/// <summary>Sentry, from the moment the vault has given its DSN; never from an environment variable.</summary>
internal sealed partial class ErrorReporting(ServiceOptions options, ILogger<ErrorReporting> logger) : IDisposable
{
    // What tells a fault apart and cannot carry a token or a text. Everything else is dropped, so that a header which
    // nobody thought of does not leak. The request's id goes along as a tag, once it has been checked.
    private static readonly HashSet<string> KnownHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Content-Length", "Content-Type", "Host", "User-Agent",
    };

    private IDisposable? _sdk;
    private string? _dsn;

    /// <summary>
    /// Reports to this DSN from now on; without one nothing is sent anywhere. Does nothing for the DSN of the last call. A value
    /// that is none changes nothing. Not thread-safe.
    /// </summary>
    public void Enable(string? dsn)
    {
        dsn = string.IsNullOrEmpty(dsn) ? null : dsn;
        if (dsn == _dsn)
        {
            return;
        }

        _dsn = dsn;
        if (dsn is not null)
        {
            Start(dsn);
        }
        else if (_sdk is not null)
        {
            _sdk.Dispose();
            _sdk = null;
            Log.Disabled(logger);
        }
    }

    public void Dispose() => _sdk?.Dispose();

    /// <summary>Puts the SDK's middleware and log provider in place without starting it.</summary>
    internal static void Register(SentryAspNetCoreOptions sentry)
    {
        Configure(sentry);
        // Else the host would start it by itself, and with SENTRY_DSN from the environment.
        sentry.InitializeSdk = false;
    }

    // A method of its own: compiled into its caller it would load the SDK where there is no DSN.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Start(string dsn)
    {
        try
        {
            // The options of the host's UseSentry do not reach this Init: all of them are set again.
            _sdk = SentrySdk.Init(sentry =>
            {
                Configure(sentry);
                sentry.Dsn = dsn;
                sentry.Environment = options.Environment.ToString().ToLowerInvariant();
            });
            Log.Enabled(logger);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            // Not the exception itself: its message holds the value.
            Log.Refused(logger);
        }
    }

    /// <summary>Everything but the DSN: nothing personal, no bodies, no traces, no log lines as breadcrumbs.</summary>
    private static void Configure(SentryOptions sentry)
    {
        sentry.Release = $"reasonator@{BuildVersion.Version}";
        sentry.SendDefaultPii = false;
        sentry.AttachStacktrace = true;
        sentry.TracesSampleRate = 0;
        sentry.AutoSessionTracking = false;
        sentry.SendClientReports = false;
        sentry.MaxBreadcrumbs = 0;
        sentry.CaptureFailedRequests = false;
        sentry.SetBeforeSend(Scrub);
    }

    private static SentryEvent Scrub(SentryEvent report, SentryHint hint)
    {
        report.ServerName = null;
        report.User = new SentryUser();
        var request = report.Request;
        request.Data = null;
        request.Cookies = null;
        request.QueryString = null;
        request.Url = request.Url?.Split('?')[0];
        request.Env.Clear();
        foreach (var name in request.Headers.Keys.Where(name => !KnownHeaders.Contains(name)).ToList())
        {
            request.Headers.Remove(name);
        }

        return report;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Faults are reported to Sentry")]
        public static partial void Enabled(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "SENTRY_DSN in the vault is not a DSN and is not used: copy it again from Sentry")]
        public static partial void Refused(ILogger logger);

        [LoggerMessage(3, LogLevel.Information, "Faults are no longer reported to Sentry")]
        public static partial void Disabled(ILogger logger);
    }
}
