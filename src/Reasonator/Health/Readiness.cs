using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Vault;

namespace Reasonator.Health;

/// <summary>What the boot has published. Health and the routes read it; they never wait for the vault or the model.</summary>
internal sealed class Readiness(WorkQueue queue)
{
    /// <summary>Why a service that is stopping takes no work.</summary>
    public const string Stopping = "The service is stopping; another instance takes over.";

    private volatile LoadedModel? _model;
    private volatile Secrets? _secrets;
    private volatile string? _failure;
    private volatile object? _loading;
    private volatile bool _draining;

    /// <summary>The tokens that are accepted now; null until the vault has answered.</summary>
    public Secrets? Secrets
    {
        get => _secrets;
        set => _secrets = value;
    }

    /// <summary>The proven model; null until the self-test has passed.</summary>
    public LoadedModel? Model => _model;

    /// <summary>Stands for the load of a model that is under way, another object for each; null while none is.</summary>
    public object? Loading
    {
        get => _loading;
        set => _loading = value;
    }

    public ServiceStatus Status =>
        _draining ? ServiceStatus.Draining
        : _failure is not null ? ServiceStatus.Failed
        : _model is null ? ServiceStatus.WarmingUp
        : queue.IsStalled ? ServiceStatus.Stalled
        : ServiceStatus.Ok;

    /// <summary>Why the service takes no work, in words for an operator; null while it warms up or is well.</summary>
    public string? Reason => Status switch
    {
        ServiceStatus.Draining => Stopping,
        ServiceStatus.Failed => _failure,
        ServiceStatus.Stalled => "Work is waiting and no inference has finished for the stall limit; restart if it stays so.",
        _ => null,
    };

    public void Ready(LoadedModel model)
    {
        _failure = null;
        _model = model;
    }

    public void Fail(string reason) => _failure = reason;

    /// <summary>Takes back a failure: another try has begun.</summary>
    public void Retry() => _failure = null;

    public void Drain() => _draining = true;
}
