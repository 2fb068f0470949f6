namespace Reasonator.Hosting;

/// <summary>The configuration cannot work. The message is one sentence: the variable and the remedy, never a value.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
