namespace Reasonator.Vault;

/// <summary>
/// The secrets could not be read. The message is a sentence for the health reason. There is deliberately no inner
/// exception: what a parser or a socket says may quote what it was given.
/// </summary>
internal sealed class VaultException(Fault fault, string message) : Exception(message)
{
    public Fault Fault => fault;

    /// <summary>True for a login that the vault counts as failed: a few of them in a row lock the identity for everybody who uses it.</summary>
    public bool IsRefusedLogin => fault is Fault.LoginRefused or Fault.LoginLocked;

    /// <summary>How long the vault asked to be left alone, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
