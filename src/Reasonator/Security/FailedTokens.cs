using System.Net;
using System.Net.Sockets;

namespace Reasonator.Security;

/// <summary>
/// Slows those who fail at the token, and nobody else: a right token is never kept waiting, whoever shares its address. After
/// the first failures an address's next ones are answered later and later, up to five seconds.
/// </summary>
internal sealed class FailedTokens(TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Failures of an address that are answered at once; one is forgiven every ten seconds.</summary>
    public const int Free = 5;

    /// <summary>Answers that may wait at the same time.</summary>
    public const int MostWaiting = 128;

    private const int MostAddresses = 1024;

    private static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IPAddress, (double Failures, long At)> _byAddress = [];
    private int _waiting;

    /// <summary>Counts a failure of the request's address and waits as long as it has earned; false when the connection was broken off.</summary>
    public async Task<bool> SlowAsync(HttpContext context)
    {
        var delay = Delay(Count(Key(context.Connection.RemoteIpAddress)));
        if (delay == TimeSpan.Zero)
        {
            return true;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                // More would be held than memory is good for: the next try costs a new connection.
                context.Abort();
                return false;
            }

            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await Task.Delay(delay, time, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>How long the answer to an address's latest failure waits.</summary>
    /// <param name="failures">Its failures that are not yet forgiven, this one included.</param>
    public static TimeSpan Delay(double failures) => failures <= Free
        ? TimeSpan.Zero
        : TimeSpan.FromTicks((long)Math.Min(LongestDelay.Ticks, FirstDelay.Ticks * Math.Pow(2, failures - Free - 1)));

    private double Count(IPAddress address)
    {
        var now = time.GetTimestamp();
        lock (_byAddress)
        {
            if (_byAddress.Count >= MostAddresses && !_byAddress.ContainsKey(address))
            {
                Forget(now);
                // Still full: all others are one.
                address = _byAddress.Count < MostAddresses ? address : IPAddress.None;
            }

            var failures = (_byAddress.TryGetValue(address, out var known) ? Left(known, now) : 0) + 1;
            _byAddress[address] = (failures, now);
            return failures;
        }
    }

    private void Forget(long now)
    {
        foreach (var address in _byAddress.Where(entry => Left(entry.Value, now) == 0).Select(entry => entry.Key).ToList())
        {
            _byAddress.Remove(address);
        }
    }

    private double Left((double Failures, long At) known, long now) => Math.Max(0, known.Failures - (time.GetElapsedTime(known.At, now) / Forgiven));

    /// <summary>An IPv4 address, or the /64 that one IPv6 subscriber has.</summary>
    private static IPAddress Key(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
