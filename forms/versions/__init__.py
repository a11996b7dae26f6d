"""What is published when, who must agree, and what becomes of those who began before."""
