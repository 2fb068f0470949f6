using Polly;
using Polly.Retry;

namespace Reasonator.Vault;

/// <summary>The time one reading of the secrets may take, attempts and pauses together.</summary>
internal sealed class VaultPatience : IDisposable
{
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _stop;
    private readonly TimeProvider _time;
    private readonly TimeSpan _budget;
    private readonly long _start;
    private readonly ResiliencePipeline _retries;
    private VaultException? _last;

    public VaultPatience(TimeSpan budget, TimeProvider time, CancellationToken aborted)
    {
        (_budget, _time, _aborted, _start) = (budget, time, aborted, time.GetTimestamp());
        _end = new CancellationTokenSource(budget, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, _end.Token);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Retries()).Build();
    }

    public async Task<VaultReply> TryAsync(Func<CancellationToken, Task<VaultReply>> attempt)
    {
        _last = null;
        try
        {
            return await _retries.ExecuteAsync(async stop => await attempt(stop), _stop.Token);
        }
        catch (OperationCanceledException) when (!_aborted.IsCancellationRequested)
        {
            throw _last ?? new VaultException(Fault.TooSlow,
                $"The vault did not answer within {_budget.TotalSeconds:0} s: wait, or look at its load.");
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _end.Dispose();
    }

    private RetryStrategyOptions Retries() => new()
    {
        // The budget ends the attempts, not their number.
        MaxRetryAttempts = 20,
        Delay = TimeSpan.FromSeconds(0.5),
        MaxDelay = TimeSpan.FromSeconds(4),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is VaultException fault && IsWorthAnother(fault, arguments.AttemptNumber)),
        DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as VaultException)?.RetryAfter),
        OnRetry = arguments =>
        {
            _last = arguments.Outcome.Exception as VaultException;
            return ValueTask.CompletedTask;
        },
    };

    private bool IsWorthAnother(VaultException fault, int attempt) => fault.Fault switch
    {
        Fault.Unreachable or Fault.Unhealthy => true,
        // A login refused too late for us to see still counts, and the third within 30 s locks the identity.
        Fault.TooSlow => attempt == 0,
        Fault.RateLimited => fault.RetryAfter is not { } pause || pause < _budget - _time.GetElapsedTime(_start),
        _ => false,
    };
}
