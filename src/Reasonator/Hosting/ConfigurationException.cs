namespace Reasonator.Hosting;

/// <summary>A setting that cannot be served. The message names the variable and the remedy, never a secret's value.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
