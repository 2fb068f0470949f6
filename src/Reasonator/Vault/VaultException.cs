namespace Reasonator.Vault;

/// <summary>
/// The secrets could not be read. The message is a sentence for the health reason. There is deliberately no inner
/// exception: what a parser or a socket says may quote what it was given.
/// </summary>
internal sealed class VaultException(Fault fault, string message) : Exception(message)
{
    public Fault Fault => fault;

    /// <summary>Whether time, or somebody at the vault, can heal this without a restart.</summary>
    public bool RetryHelps => fault is not
        (Fault.AccessRejected or Fault.LoginRefused or Fault.LoginLocked or Fault.RequestRefused);

    /// <summary>How long the vault asked to be left alone, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
